/** The formats of pictures, by the ending of a file's name; apart from render.ts, whose libraries are slow to load. */

/** The endings of pictures. */
export const PICTURE_ENDINGS = ['.svg', '.png', '.pdf'] as const;

/** The endings in a command's help. */
export const PICTURE_HELP = '.svg, .png, .pdf (figures)';
