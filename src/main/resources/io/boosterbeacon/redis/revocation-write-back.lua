-- Stores again what the store has lost and a node still has in its replica. What was revoked again meanwhile stays as it
-- is; so does what was restored after the loss. A cutoff is combined with the one that is stored.
-- KEYS  see revocation-index.lua; from KEYS[FIRST] on the entries
-- ARGV  one change for each entry, as in the log
-- reply {the number of entries that were stored}
local REASON, GROUPS = 'written back', 'ucik'
local changed = {}

for i = FIRST, #KEYS do
  local change = ARGV[i - FIRST + 1]
  local subject, expires_at, time, more = string.match(change, '^(%S+) (%d+) ?(%d*);?(%S*)$')
  local is_group = string.find(GROUPS, string.sub(subject, 1, 1), 1, true)
  local text = call('GET', KEYS[i])
  local known = parts_of(text)
  expires_at = tonumber(expires_at)
  local entry = {time = tonumber(time) or now, subject = subject, actor = '', restored = 0, more = more, reason = REASON}
  if is_group and known then
    local merged = both(cutoff_of(known), cutoff_of(entry))
    if millis(merged.cutoff) .. more_of(merged) ~= millis(known.time) .. known.more then
      known.time, known.more = merged.cutoff, more_of(merged)
      expires_at = math.max(expires_at, now + call('PTTL', KEYS[i]))
      entry = known
    else
      entry = nil
    end
  elseif text then
    entry = nil
  end
  if entry and expires_at > now then
    call('SET', KEYS[i], text_of(entry), 'PX', millis(expires_at - now))
    remember(entry, now, expires_at)
    table.insert(changed, is_group and changed_cutoff(entry, expires_at) or subject .. ' ' .. millis(expires_at))
  end
end
if #changed > 0 then
  count_change(changed)
end
return {#changed}
