-- Reads which nodes have applied which changes. Removes nodes that have not read for an hour, and one that stops.
-- KEYS  the nodes; see revocation-log.lua
-- ARGV  the node that stops, '' for none
-- reply {when the register of the nodes was begun, 0 if there is none; for each node its name and its text}
local BEGUN, HOUR = '@', 3600000000
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
if ARGV[1] ~= '' then
  call('HDEL', KEYS[1], ARGV[1])
end
local nodes, reply, removed = call('HGETALL', KEYS[1]), {0}, false
for i = 1, #nodes, 2 do
  if nodes[i] == BEGUN then
    reply[1] = tonumber(nodes[i + 1])
  elseif now - (tonumber(string.match(nodes[i + 1], '^(%d+) ')) or 0) > HOUR then
    call('HDEL', KEYS[1], nodes[i])
    removed = true
  else
    table.insert(reply, nodes[i])
    table.insert(reply, nodes[i + 1])
  end
end
if removed then
  -- this clock may have jumped: the register lacks nodes until they read again
  call('HSET', KEYS[1], BEGUN, string.format('%.0f', now))
  reply[1] = now
end
return reply
