/** Every WGSL function of physics and statistics against its f64 twin, over 4096 inputs each; test/long has 10,240. */
import { describeTwins } from './twins.js';

describeTwins();
