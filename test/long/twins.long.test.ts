/** Every WGSL function against its f64 twin, over 10,240 inputs each instead of the 4096 of `npm test`. */
import { describeTwins } from '../twins/twins.js';

describeTwins();
