/**
 * Codecs made of codecs: a type's bytes are declared once, and both directions follow from that.
 *
 * Decoding never throws: nonsense makes the reader fail (see `ByteReader`), and the caller asks once at the end. Each value
 * has exactly one encoding, so equal records have equal bytes, which the content hash rests on.
 */
import { assert } from '../../assert.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

export type Codec<T> = {
  /** Gives the writer back, to write on. */
  readonly write: (writer: ByteWriter, value: T) => ByteWriter;
  readonly read: (reader: ByteReader) => T;
};

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

/** An object: its fields in the order in which `fields` lists them. That order is the format: append, never reorder. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Codec<T[K]> }): Codec<T> {
  // `Object.keys` has lost the type: the keys of `fields` are those of T, by its declaration.
  const names = Object.keys(fields) as (keyof T)[];
  return {
    write: (writer, value) => {
      for (const name of names) fields[name].write(writer, value[name]);
      return writer;
    },
    read: (reader) => {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(reader);
      return value as T; // Every field of T was set by the loop.
    },
  };
}

/** Takes no bytes: the tag of a union's member, which the union has written already. */
export function tag<T extends string>(value: T): Codec<T> {
  return { write: (writer) => writer, read: () => value };
}

/** For reading a union whose tag is unknown. What it gives is never looked at, because the reader has failed. */
export function unreadable<T>(reader: ByteReader, placeholder: T): T {
  reader.fail();
  return placeholder;
}
