-- Ends a generation. Its values and leases are ignored from now on and expire by themselves.
-- KEYS  the generation
-- ARGV  the channel for ends of leases, the channel for changes
-- reply {1} if there was a generation, {0} if not
local existed = call('DEL', KEYS[1])
if existed == 1 then
  publish(ARGV[1], KEYS[1])
end
-- also if there was no generation: a node may still keep values of one that was evicted
publish(ARGV[2], KEYS[1])
return {existed}
