/**
 * Expressions of GitHub workflows, as far as the one in `deploy/` goes: names, texts, `||`, `&&`, `==`, `!=`,
 * `!f()`.
 */

export type Context = Readonly<Record<string, unknown>>;

const TOKEN = /\s*(\|\||&&|==|!=|[!()]|'[^']*'|[\w-]+(?:\.[\w-]+)*)/y;

/** All `${{ }}` of a text in place. */
export function filledIn(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    textOf(valueOf(expression, context)),
  );
}

/** What is not there is nothing. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of `if:`, in which the marks may be left out. */
export function isTrue(condition: string, context: Context): boolean {
  return isTruthy(valueOf(condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1'), context));
}

export function valueOf(expression: string, context: Context): unknown {
  const tokens = tokensOf(expression);
  const value = either(tokens, context);
  if (tokens.length > 0) throw new Error(`${expression}: what is ${tokens.join(' ')}?`);
  return value;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const [, token] = TOKEN.exec(expression) ?? [];
    if (token === undefined) throw new Error(`no expression: ${expression}`);
    tokens.push(token);
  }
  return tokens;
}

function either(tokens: string[], context: Context): unknown {
  let value = both(tokens, context);
  while (taken(tokens, '||')) {
    const other = both(tokens, context);
    value = isTruthy(value) ? value : other;
  }
  return value;
}

function both(tokens: string[], context: Context): unknown {
  let value = compared(tokens, context);
  while (taken(tokens, '&&')) {
    const other = compared(tokens, context);
    value = isTruthy(value) ? other : value;
  }
  return value;
}

function compared(tokens: string[], context: Context): unknown {
  const value = one(tokens, context);
  if (taken(tokens, '==')) return value === one(tokens, context);
  return taken(tokens, '!=') ? value !== one(tokens, context) : value;
}

function one(tokens: string[], context: Context): unknown {
  if (taken(tokens, '!')) return !isTruthy(one(tokens, context));
  const token = tokens.shift() ?? '';
  if (token === '(') {
    const value = either(tokens, context);
    if (!taken(tokens, ')')) throw new Error('a bracket is open');
    return value;
  }
  if (token.startsWith("'")) return token.slice(1, -1);
  if (taken(tokens, '(')) {
    if (!taken(tokens, ')')) throw new Error(`${token} takes something`);
    return called(token);
  }
  return token.split('.').reduce((of: unknown, name) => fieldOf(of, name), context);
}

/** Nothing is cancelled here, and a step with `always()` runs whatever was before. */
function called(name: string): boolean {
  if (name === 'always') return true;
  if (name === 'cancelled') return false;
  throw new Error(`nobody knows ${name}()`);
}

function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function taken(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}
