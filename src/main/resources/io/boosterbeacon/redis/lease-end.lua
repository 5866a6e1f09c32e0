-- Functions for the scripts that end leases; this file is put before each of them.

-- Wakes the waiters of a lease. A refused PUBLISH is ignored, because waiters also have a timeout.
local function publish(channel, name)
  redis.pcall('PUBLISH', channel, name)
end
