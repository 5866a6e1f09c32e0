-- Revokes one token under all its ids. A repeated call keeps the first time of revocation and the later expiry.
-- KEYS  see revocation-index.lua; from KEYS[6] on one entry for each id
-- ARGV  expiry in ms since the epoch, minimum lifetime from now in ms, index member, reason, maximum number of
--       unverified tokens (0 if this token is verified)
-- reply {1 if it was not revoked before, time of revocation in ms, EXPIRED or STORED or NO_ROOM, expiry in ms, epoch}
-- entry "<time of revocation> <index member> <reason>"
local requested = math.max(tonumber(ARGV[1]), now + tonumber(ARGV[2]))
local member, revoked_at, expires_at, reason, fresh = ARGV[3], now, requested, ARGV[4], 1
local room = tonumber(ARGV[5])
for i = 6, #KEYS do
  -- An entry with an unknown format was written by another client and is overwritten.
  local since, known, why = string.match(call('GET', KEYS[i]) or '', '^(%d+) (%S+) (.*)$')
  if since then
    -- The ids were stored as different tokens before: from now on they count as one.
    if fresh == 0 and known ~= member then
      call('ZREM', KEYS[1], known)
      call('ZREM', KEYS[3], known)
      call('ZREM', KEYS[4], known)
    end
    if fresh == 1 then
      member = known
    end
    if tonumber(since) < revoked_at or fresh == 1 then
      revoked_at, reason = tonumber(since), why
    end
    expires_at = math.max(expires_at, now + call('PTTL', KEYS[i]))
    fresh = 0
  end
end
if requested <= now then
  return {fresh, revoked_at, 'EXPIRED', requested, ''}
end
local index = KEYS[1]
if room > 0 and (fresh == 1 or call('ZSCORE', KEYS[4], member)) then
  index = KEYS[4]
  if fresh == 1 and call('ZCOUNT', index, '(' .. millis(now), '+inf') >= room then
    prune(index, 16)
    return {1, now, 'NO_ROOM', requested, ''}
  end
else
  call('ZREM', KEYS[4], member)
end
for i = 6, #KEYS do
  call('SET', KEYS[i], millis(revoked_at) .. ' ' .. member .. ' ' .. reason, 'PX', millis(expires_at - now))
end
remember(index, member, revoked_at, expires_at)
return {fresh, revoked_at, 'STORED', expires_at, count_change()}
