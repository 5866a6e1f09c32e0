-- Reads the log of the changes of revocations after a position, and registers the node that reads: it answers from its
-- replica for a time after this call. The reply is of one moment: if the log lacks a change that the epoch counts, it never
-- had it, or has it no more.
-- KEYS  the epoch, the log, the nodes; see revocation-index.lua
-- ARGV  the node ('' for none), the epoch id that it has, the number of the last change that it has applied and its time and
--       epoch, as in the log, for how long in ms it may answer, the maximum number of changes
-- reply {epoch, '' if there is none; time of this clock in ms; when the register of the nodes was begun, 0 if there is
--       none; for each change from the last applied one on its number and its text}
-- The nodes are a hash: "<time of this clock in microseconds> <how long the node may answer, in ms> <epoch id> <number of
-- changes that it has applied>" for each one; and the field BEGUN, when the hash was begun, in microseconds.
local BEGUN, MAX_BYTES = '@', 200000
local time = call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
local node, id, applied, tag = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local epoch = call('GET', KEYS[1]) or ''
local epoch_id, changes = string.match(epoch, '^(%S+) (%d+)')
local logged, bytes = {}, 0

if id ~= '' and id == epoch_id then
  local from = string.format('%.0f', math.max(applied, 1))
  for _, entry in ipairs(call('XRANGE', KEYS[2], from .. '-0', changes .. '-0', 'COUNT', ARGV[6])) do
    -- the log may have changes of an earlier epoch, if it could not be removed
    if bytes > MAX_BYTES or string.match(entry[2][2], '^%d+@([^|]*)') ~= id then
      break
    end
    bytes = bytes + #entry[2][2]
    table.insert(logged, tonumber(string.match(entry[1], '^%d+')))
    table.insert(logged, entry[2][2])
  end
end
if node ~= '' then
  -- The store may have lost the change, and have another one with this number.
  local has_applied = logged[1] == applied and string.match(logged[2], '^[^|]*') == tag
  call('HSETNX', KEYS[3], BEGUN, now)
  call('HSET', KEYS[3], node, table.concat({now, ARGV[5], id, has_applied and ARGV[3] or '0'}, ' '))
  call('PEXPIRE', KEYS[3], 3600000)
end
local begun = call('HGET', KEYS[3], BEGUN) or '0'
return {epoch, time[1] * 1000 + math.floor(time[2] / 1000), tonumber(begun), unpack(logged)}
