-- Adds to a window regardless of its limit. Begins a window if there is none.
-- KEYS  the window
-- ARGV  amount, length of the window in ms, the id of a window that begins here
-- reply {count, ms until the window ends}
if call('HSETNX', KEYS[1], 'id', ARGV[3]) == 1 then
  call('PEXPIRE', KEYS[1], ARGV[2])
end
local count = call('HINCRBY', KEYS[1], 'count', ARGV[1])
local left = call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  call('PEXPIRE', KEYS[1], ARGV[2])
end
return {count, left}
