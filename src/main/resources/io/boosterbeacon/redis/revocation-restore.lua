-- Undoes a revocation. The entries are replaced by marks of the restoration. Nodes that remember the revocation read
-- them with their next check; so the marks live as long as any node may remember it.
-- KEYS  see revocation-index.lua; from KEYS[6] on the entries
-- ARGV  the ids of these entries separated by commas, 1 if the entries are those of a token, how long in ms the marks
--       outlive the revocation, 1 for a dry run
-- reply {NONE or RESTORED, or MORE if the token has ids that are not among these, so that nothing was done; time of this
--       clock in ms; for MORE all ids separated by commas, else those that were restored; epoch}
local ids, more, restored, found = ARGV[1], false, {}, {}
for i = 6, #KEYS do
  local text = call('GET', KEYS[i])
  if text and not string.find(text, '^restored %d+$') then
    local known = read_entry(KEYS[i])
    table.insert(found, {key = KEYS[i], entry = known})
    if known and ARGV[2] == '1' then
      each_id(string.sub(known.subject, 3) .. ',' .. known.more, function(id)
        if not has_id(ids, id) and #KEYS < 40 then
          ids, more = ids .. ',' .. id, true
        end
      end)
    end
  end
end
if more then
  return {'MORE', now, ids, ''}
end
if #found == 0 then
  return {'NONE', now, '', ''}
end
if ARGV[4] == '1' then
  return {'RESTORED', now, '', ''}
end
for _, each in ipairs(found) do
  local left, age = call('PTTL', each.key), 0
  if each.entry then
    age = math.max(0, now - each.entry.time)
    forget(each.entry)
    call('ZREM', KEYS[4], each.entry.subject)
  end
  -- A node may remember the revocation for its whole life from its first answer on, by a clock that differs.
  call('SET', each.key, 'restored ' .. millis(now), 'PX', millis(math.max(0, left) + age + tonumber(ARGV[3])))
end
return {'RESTORED', now, ids, count_change()}
