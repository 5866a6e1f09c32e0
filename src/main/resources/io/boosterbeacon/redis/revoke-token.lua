-- Marks one token under all its ids. A repeated call keeps the first time and the later expiry.
-- KEYS  see revocation-index.lua; from KEYS[4] on the entries, one an id
-- ARGV  expiry in ms since the epoch, index member, reason
-- reply fresh (0 or 1), revoked at in ms, remembered (0 or 1: the expiry is over)
-- entry "<revoked at> <index member> <reason>"
local member, revoked_at, expires_at, reason, fresh = ARGV[2], now, tonumber(ARGV[1]), ARGV[3], 1
for i = 4, #KEYS do
  -- What is not of our form somebody else has written: it is overwritten.
  local since, known, why = string.match(redis.call('GET', KEYS[i]) or '', '^(%d+) (%S+) (.*)$')
  if since then
    -- Known under ids that were taken for different tokens: from now on they count as one.
    if fresh == 0 and known ~= member then
      redis.call('ZREM', KEYS[1], known)
      redis.call('ZREM', KEYS[3], known)
    end
    if fresh == 1 then
      member = known
    end
    if tonumber(since) < revoked_at or fresh == 1 then
      revoked_at, reason = tonumber(since), why
    end
    expires_at = math.max(expires_at, now + redis.call('PTTL', KEYS[i]))
    fresh = 0
  end
end
if expires_at > now then
  for i = 4, #KEYS do
    redis.call('SET', KEYS[i], millis(revoked_at) .. ' ' .. member .. ' ' .. reason, 'PXAT', millis(expires_at))
  end
  remember(KEYS[1], member, revoked_at, expires_at)
end
return {fresh, revoked_at, tonumber(ARGV[1]) > now and 1 or 0}
