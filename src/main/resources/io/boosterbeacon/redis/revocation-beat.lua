-- The heartbeat of revocations: compares the epoch with the one that a node knows. If they contradict each other, the
-- store was emptied, or replaced by one without some revocations; the loss is recorded. Writes only if something
-- changes. The record of a loss is kept at least until the horizon of that moment: it concerns all families that began before.
-- KEYS  see revocation-index.lua
-- ARGV  how long a loss matters in ms, an id for a new epoch, the epoch id that the node knows ('' if none), the number
--       of changes that the node knows, the time of its last heartbeat by this clock in ms, the node's current time in
--       ms, 1 to remove the record of a loss
-- reply {epoch id, number of changes, time of the loss in ms (0 if there is none), time of this clock in ms}
local WEEK = 604800000
local known, retention = ARGV[3], tonumber(ARGV[1])
local id, changes, lost_at = read_epoch()
changes, lost_at = tonumber(changes or 0), tonumber(lost_at or 0)
local before = lost_at
local horizon, of_loss = read_horizon()
local lost = known ~= '' and (id ~= known or changes < tonumber(ARGV[4]))
local fresh = not id or (lost and id == known)
if fresh then
  id = ARGV[2]
end
-- If a loss was recorded after the node's last heartbeat, it is the same loss.
if lost and lost_at < tonumber(ARGV[5]) + 1 then
  lost_at, of_loss = latest_now(ARGV[6]), math.max(horizon, of_loss)
  write_horizon(horizon, of_loss)
end
if ARGV[7] == '1' or (now - lost_at > retention and now > of_loss) then
  lost_at = 0
end
-- Answers may arrive out of order: the number of changes shows which one is later.
if lost_at ~= before then
  changes = changes + 1
end
if fresh then
  redis.pcall('DEL', KEYS[7])
elseif lost_at ~= before then
  log_change(id, changes, {})
end
local life = math.max(retention, WEEK, lost_at == 0 and 0 or of_loss - now)
if fresh or lost_at ~= before or call('PTTL', KEYS[5]) < life / 2 then
  write_epoch(id, changes, lost_at, life)
end
return {id, changes, lost_at, now}
