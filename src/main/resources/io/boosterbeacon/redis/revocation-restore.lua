-- Undoes a revocation. The entries are replaced by marks of the restoration. Nodes that remember the revocation read
-- them with their next check; so the marks live as long as any node may remember it. What is not stored is marked, too:
-- nodes may remember a revocation that this server has lost.
-- KEYS  see revocation-index.lua; from KEYS[FIRST] on the entries
-- ARGV  the ids of these entries separated by commas, 1 if the entries are those of a token, how long in ms the marks
--       outlive the revocation, 1 for a dry run, subject, reason, actor, then those of the audit
-- reply {NONE if nothing was revoked, else RESTORED, or MORE if the token has ids that are not among these, so that
--       nothing was done; time of this clock in ms; for MORE all ids separated by commas, else those that were marked;
--       epoch; why the audit was not written, see revocation-audit.lua}
local ids, result, marks = ARGV[1], 'NONE', {}
for i = FIRST, #KEYS do
  local text = call('GET', KEYS[i])
  local known = parts_of(text)
  local revoked = text and not restored_at(text)
  table.insert(marks, {key = KEYS[i], entry = known, revoked = revoked, before = last_restored(text, known)})
  if revoked and result == 'NONE' then
    result = 'RESTORED'
  end
  if known and ARGV[2] == '1' then
    each_id(string.sub(known.subject, 3) .. ',' .. known.more, function(id)
      if not has_id(ids, id) and #KEYS < 40 then
        ids, result = ids .. ',' .. id, 'MORE'
      end
    end)
  end
end
if result == 'MORE' then
  return {result, now, ids, '', false}
end
if ARGV[4] == '1' then
  return {result, now, '', '', false}
end
for _, mark in ipairs(marks) do
  local left, age = math.max(0, call('PTTL', mark.key)), 0
  if mark.entry then
    age = math.max(0, now - mark.entry.time)
    forget(mark.entry)
    call('ZREM', KEYS[4], mark.entry.subject)
  end
  -- A node may remember the revocation for its whole life from its first answer on, by a clock that differs.
  local life = mark.revoked and left + age + tonumber(ARGV[3]) or math.max(left, tonumber(ARGV[3]))
  call('SET', mark.key, 'restored ' .. millis(math.max(now, mark.before + 1)), 'PX', millis(life))
end
if result == 'RESTORED' then
  audit(now, 'restored', ARGV[5], ARGV[6], ARGV[7])
end
return {result, now, ids, count_change(changed_marks(string.sub(ARGV[5], 1, 1), ids, 0)), unaudited}
