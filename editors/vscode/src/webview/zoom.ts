/** How large a picture is shown: by a factor, or so that it fits. */
export type Zoom = number | 'fit';

const least = 10 / 11.5; // the smallest text is 11.5 pixels high, and can be read at 10
const steps = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/**
 * The width that a picture is asked for where there is so much room. It changes in steps, of which a person who drags
 * the panel's edge passes few; pictures are made between 560 and 1280 wide.
 */
export function widthIn(room: number): number {
	return Math.min(Math.max(Math.floor(room / 20) * 20, 560), 1280);
}

export interface Size {
	width: number;
	height: number;
}

/**
 * The factor by which a picture fits: in its width, and in its height too where that can be had; never so small that its
 * texts cannot be read.
 */
export function fitting(picture: Size, room: Size): number {
	const inWidth = Math.min(room.width / picture.width, 1.25), inHeight = room.height / picture.height;
	return Math.max(inHeight < least ? inWidth : Math.min(inWidth, inHeight), least);
}

/** The next factor up or down. */
export function step(from: number, direction: 1 | -1): number {
	const next = direction > 0 ? steps.find((factor) => factor > from + 0.005) : steps.findLast((factor) => factor < from - 0.005);
	return next ?? from;
}
