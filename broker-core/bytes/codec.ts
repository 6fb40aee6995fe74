/**
 * A type and its bytes are declared once; the type (`TypeOf`) and both directions follow from that.
 *
 * Decoding never throws: nonsense makes the reader fail (see `ByteReader`), and the caller asks once at the
 * end. Each value has one encoding, so equal records have equal bytes, which the content hash rests on.
 */
import { assert } from '../assert.js';
import type { ByteReader } from './reader.js';
import type { ByteWriter } from './writer.js';

export type Codec<T> = {
  /** Gives the writer back, to write on. */
  readonly write: (writer: ByteWriter, value: T) => ByteWriter;
  readonly read: (reader: ByteReader) => T;
};

/** What a codec writes and reads. */
export type TypeOf<C> = C extends { readonly read: (reader: ByteReader) => infer T } ? T : never;

/** An integer >= 0. */
export const count: Codec<number> = {
  write: (writer, value) => writer.varint(value),
  read: (reader) => reader.varint(),
};

export const text: Codec<string> = {
  write: (writer, value) => writer.string(value),
  read: (reader) => reader.string(),
};

export const flag: Codec<boolean> = {
  write: (writer, value) => writer.bool(value),
  read: (reader) => reader.bool(),
};

/** A `null` is one byte, anything else that byte and the value. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    write: (writer, value) => {
      writer.bool(value !== null);
      return value === null ? writer : codec.write(writer, value);
    },
    read: (reader) => (reader.bool() ? codec.read(reader) : null),
  };
}

/** Up to `itemsMax` items; more is the program's mistake when writing and a failure when reading. */
export function list<T>(codec: Codec<T>, itemsMax: number): Codec<readonly T[]> {
  return {
    write: (writer, values) => {
      assert(values.length <= itemsMax, `a list holds at most ${itemsMax} items, not ${values.length}`);
      writer.varint(values.length);
      for (const value of values) codec.write(writer, value);
      return writer;
    },
    read: (reader) => readList(reader, codec, itemsMax),
  };
}

function readList<T>(reader: ByteReader, codec: Codec<T>, itemsMax: number): readonly T[] {
  const length = reader.varint();
  if (length > itemsMax) reader.fail();
  const values: T[] = [];
  // Each item is a byte at least, so the reader fails, and the loop ends, where the bytes do.
  while (values.length < length && !reader.failed) values.push(codec.read(reader));
  return values;
}

/** One of a few words, as its place among them. */
export function word<T extends string>(words: readonly [T, ...T[]]): Codec<T> {
  return {
    write: (writer, value) => {
      const place = words.indexOf(value);
      assert(place >= 0, `${value} is one of ${words.join(', ')}`);
      return writer.u8(place);
    },
    read: (reader) => {
      const value = words[reader.u8()];
      if (value === undefined) reader.fail();
      return value ?? words[0];
    },
  };
}

type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** An object: its fields in the order of `fields`. That order is the format: append, never reorder. */
export function record<T extends object>(fields: Fields<T>): Codec<Readonly<T>> {
  return {
    write: (writer, value) => {
      for (const name in fields) fields[name].write(writer, value[name]);
      return writer;
    },
    read: (reader) => {
      const value: Partial<T> = {};
      for (const name in fields) value[name] = fields[name].read(reader);
      return value as T; // Every field of T was set by the loop.
    },
  };
}

type Member<T> = { readonly number: number; readonly fields: Fields<T> };

/** A type of object in a union: the byte that stands for it, and its fields. Both stay: they are on disks. */
export function member<T extends object>(number: number, fields: Fields<T>): Member<Readonly<T>> {
  return { number, fields };
}

type Members<M> = { readonly [K in keyof M]: Member<M[K]> };
type UnionOf<M> = { [K in keyof M]: { readonly type: K } & M[K] }[keyof M];

/** An object of one of several types: the byte of its `type`, then its fields. */
export function union<M extends object>(members: Members<M>): Codec<UnionOf<M>> {
  const byType = new Map<keyof M, { readonly number: number; readonly codec: Codec<UnionOf<M>> }>();
  const byNumber = new Map<number, Codec<UnionOf<M>>>();
  for (const type in members) {
    const { number, fields } = members[type];
    assert(!byNumber.has(number), `${number} stands for ${type} alone`);
    // It is one of its own member, and asked for no other.
    const codec = record({ type: tag(type), ...fields }) as unknown as Codec<UnionOf<M>>;
    byType.set(type, { number, codec });
    byNumber.set(number, codec);
  }
  const [first] = byNumber.values();
  assert(first !== undefined, 'a union has members');
  return {
    write: (writer, value) => {
      const found = byType.get(value.type);
      assert(found !== undefined, `${String(value.type)} is a member`);
      return found.codec.write(writer.u8(found.number), value);
    },
    read: (reader) => {
      const codec = byNumber.get(reader.u8());
      if (codec === undefined) reader.fail();
      // What a reader that has failed gives is never looked at.
      return (codec ?? first).read(reader);
    },
  };
}

/** Takes no bytes: the union has written it already. */
function tag<T extends string>(value: T): Codec<T> {
  return { write: (writer) => writer, read: () => value };
}
