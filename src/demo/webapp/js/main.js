import { startCache } from "./cache.js";
import { startHealth } from "./health.js";
import { startLimit } from "./limit.js";
import { startLog } from "./log.js";
import { startSession } from "./session.js";

startLog();
startSession();
startLimit();
startCache();
startHealth();
