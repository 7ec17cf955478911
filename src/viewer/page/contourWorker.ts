/** In a worker: the contours of a plane, by the program's own functions. */
import { answerContours, type ContourTask } from '../picture/contourTask.js';

self.onmessage = ({ data }: MessageEvent<ContourTask>) => {
  (self as unknown as Worker).postMessage(answerContours(data));
};
