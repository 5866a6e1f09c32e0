import { startCache } from "./cache.js";
import { startHealth } from "./health.js";
import { startLimit } from "./limit.js";
import { startConcurrency, startGroup, startTiers, startTokenBucket } from "./limits.js";
import { startLog } from "./log.js";
import { startSession } from "./session.js";

startLog();
startSession();
startLimit();
startTokenBucket();
startGroup();
startTiers();
startConcurrency();
startCache();
startHealth();
