-- Ends a generation: the values and leases under it count for nothing from now on, and go when their time is over.
-- KEYS  the generation
-- ARGV  channel for the end of the leases
-- reply {1} if there was one, {0} if not
local existed = call('DEL', KEYS[1])
if existed == 1 then
  publish(ARGV[1], KEYS[1])
end
return {existed}
