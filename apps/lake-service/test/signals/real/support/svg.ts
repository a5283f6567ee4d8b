/** Small pieces of SVG as text; numbers have one decimal, so that the same input gives the same bytes. */

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content?: string): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const head = `<${name}${words.join('')}`;
  return content === undefined ? `${head}/>` : `${head}>${content}</${name}>`;
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(content));
}

/** A line from point to point; `undefined` lifts the pen. */
export function polyline(
  points: readonly (readonly [number, number] | undefined)[],
  attributes: Attributes,
): string {
  let isDown = false;
  const path = points.map((point) => {
    const words =
      point === undefined ? '' : `${isDown ? 'L' : 'M'}${short(point[0])} ${short(point[1])}`;
    isDown = point !== undefined;
    return words;
  });
  return element('path', { d: path.join(''), fill: 'none', ...attributes });
}

/** Maps a range of values to a range of the picture. */
export function scale(
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
): (value: number) => number {
  return (value) => low + ((value - from) / (to - from)) * (high - low);
}

export function short(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

function attribute(value: string | number): string {
  return typeof value === 'number' ? short(value) : escaped(value);
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
