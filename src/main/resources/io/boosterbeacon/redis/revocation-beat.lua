-- Tells whether this is the store that a node knows, and marks it if it is not: it has been emptied, or replaced by one that
-- lacks revocations. Only what changes is written.
-- KEYS  see revocation-index.lua
-- ARGV  how long a loss matters in ms, an id for a new epoch, the epoch id that the node knows ('': none), its changes, when the
--       node last saw it by this clock in ms, what the node calls now, 1 to take the mark of a loss away
-- reply epoch id, changes, lost at in ms (0: never), this clock in ms
local WEEK = 604800000
local known, retention = ARGV[3], tonumber(ARGV[1])
local id, changes, lost_at = read_epoch()
changes, lost_at = tonumber(changes or 0), tonumber(lost_at or 0)
local before = lost_at
local lost = known ~= '' and (id ~= known or changes < tonumber(ARGV[4]))
local fresh = not id or (lost and id == known)
if fresh then
  id = ARGV[2]
end
-- A loss that was marked after the node's last look is the one that it sees.
if lost and lost_at < tonumber(ARGV[5]) + 1 then
  lost_at = latest_now(ARGV[6])
end
if ARGV[7] == '1' or now - lost_at > retention then
  lost_at = 0
end
-- Answers may overtake each other: the number tells which is the later.
if lost_at ~= before then
  changes = changes + 1
end
if fresh or lost_at ~= before or call('PTTL', KEYS[5]) < math.max(retention, WEEK) / 2 then
  call('SET', KEYS[5], id .. ' ' .. millis(changes) .. ' ' .. millis(lost_at), 'PX', millis(math.max(retention, WEEK)))
end
return {id, changes, lost_at, now}
