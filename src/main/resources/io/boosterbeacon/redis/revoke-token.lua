-- Revokes one token, or a session, under all its ids. A repeated call keeps the first time of revocation with its reason
-- and actor, and the later expiry. A session is revoked at least until the horizon.
-- KEYS  see revocation-index.lua; from KEYS[FIRST] on one entry for each id
-- ARGV  expiry in ms since the epoch, minimum lifetime from now in ms, subject, reason, maximum number of unverified
--       tokens (0 if this token is verified), actor, 1 for a dry run, ids separated by commas, then those of the audit
-- reply {1 if it was not revoked before, time of revocation in ms, EXPIRED or STORED or NO_ROOM, expiry in ms, epoch,
--       when it was last restored before that in ms, or 0; why the audit was not written, see revocation-audit.lua}
-- entry the other ids of the token are in <more>, separated by commas
local MAX_IDS = 8
local requested = math.max(tonumber(ARGV[1]), now + tonumber(ARGV[2]))
if string.sub(ARGV[3], 1, 2) == 's:' then
  requested = math.max(requested, (read_horizon()))
end
local room, expires_at, fresh = tonumber(ARGV[5]), requested, 1
local one = {time = now, subject = ARGV[3], actor = ARGV[6], restored = 0, reason = ARGV[4]}
local ids, number = ARGV[8], #KEYS - FIRST + 1
local former = {}

local function add_id(id)
  if number < MAX_IDS and not has_id(ids, id) then
    ids = ids .. ',' .. id
    number = number + 1
  end
end

for i = FIRST, #KEYS do
  local text = call('GET', KEYS[i])
  local known = parts_of(text)
  one.restored = math.max(one.restored, last_restored(text, known))
  if known then
    table.insert(former, known)
    if fresh == 1 and has_id(ARGV[8], string.sub(known.subject, 3)) then
      -- only the entries of these ids are written: that of the subject has the other ids and the expiry
      one.subject = known.subject
    end
    if known.time < one.time or fresh == 1 then
      one.time, one.reason, one.actor = known.time, known.reason, known.actor
    end
    add_id(string.sub(known.subject, 3))
    each_id(known.more, add_id)
    expires_at = math.max(expires_at, now + call('PTTL', KEYS[i]))
    fresh = 0
  end
end
if requested <= now then
  return {fresh, one.time, 'EXPIRED', requested, '', one.restored, false}
end
local unverified = room > 0 and (fresh == 1 or call('ZSCORE', KEYS[4], one.subject))
if unverified and fresh == 1 and call('ZCOUNT', KEYS[4], '(' .. millis(now), '+inf') >= room then
  return {1, now, 'NO_ROOM', requested, '', one.restored, false}
end
if ARGV[7] == '1' then
  return {fresh, one.time, 'STORED', expires_at, '', one.restored, false}
end
-- The ids may have been stored as different tokens before: from now on they count as one.
for _, known in ipairs(former) do
  if member_of(known) ~= member_of(one) then
    forget(known)
  end
  if not unverified or known.subject ~= one.subject then
    call('ZREM', KEYS[4], known.subject)
  end
end
if unverified then
  call('ZADD', KEYS[4], millis(expires_at), one.subject)
  extend(KEYS[4], expires_at)
end
local others = {}
each_id(ids, function(id)
  if id ~= string.sub(one.subject, 3) then
    table.insert(others, id)
  end
end)
one.more = table.concat(others, ',')
for i = FIRST, #KEYS do
  call('SET', KEYS[i], text_of(one), 'PX', millis(expires_at - now))
end
remember(one, one.time, expires_at)
-- Anybody can repeat the revocation of an unverified token any number of times.
if fresh == 1 or room == 0 then
  audit(now, fresh == 1 and 'revoked' or 'again', ARGV[3], ARGV[4], ARGV[6])
end
local changed = changed_marks(string.sub(ARGV[3], 1, 1), ARGV[8], expires_at)
return {fresh, one.time, 'STORED', expires_at, count_change(changed), one.restored, unaudited}
