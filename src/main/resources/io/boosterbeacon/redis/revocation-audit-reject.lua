-- Counts rejected requests, and appends some of them to the audit; revocation-audit.lua is put before it. A node may send a
-- batch again if it does not know whether it has arrived: it is counted once.
-- KEYS  the stream, the counters, the number of the node's last batch
-- ARGV  number of the batch, number of rejected requests, maximum number of entries, retention in ms, node, how long in ms
--       the number is kept, and for each entry its subject, the hashes by which it is found, separated by commas, and
--       method and path template
-- reply {1 if the batch was counted now, else 0; why entries were not written, '' if they were, null if there are none}
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local last = tonumber(call('GET', KEYS[3]) or 0)
if last >= tonumber(ARGV[1]) then
  return {0, false}
end
-- Each command is called first in a way that counts nothing. If one is refused, the batch can be sent again.
call('SET', KEYS[3], string.format('%.0f', last), 'PX', ARGV[6])
call('PEXPIRE', KEYS[2], ARGV[4])
call('HINCRBY', KEYS[2], 'rejected', 0)
call('PEXPIRE', KEYS[2], ARGV[4])
call('SET', KEYS[3], ARGV[1], 'PX', ARGV[6])
call('HINCRBY', KEYS[2], 'rejected', ARGV[2])

local entries = {}
for i = 7, #ARGV, 3 do
  table.insert(entries, {'rejected', ARGV[i], ARGV[i + 1], '', '', ARGV[i + 2]})
end
call('HINCRBY', KEYS[2], 'recorded', append(KEYS[1], now, ARGV[3], ARGV[4], ARGV[5], entries))
return {1, unaudited}
