-- Ends a generation. Its values and leases are ignored from now on and expire by themselves.
-- KEYS  the generation
-- ARGV  the channel for ends of leases
-- reply {1} if there was a generation, {0} if not
local existed = call('DEL', KEYS[1])
if existed == 1 then
  publish(ARGV[1], KEYS[1])
end
return {existed}
