-- Moves a user's cutoff to now, never back, and lets it live at least as long as before.
-- KEYS  see revocation-index.lua; KEYS[4] the cutoff
-- ARGV  retention in ms, index member, reason
-- reply fresh (0 if there was a cutoff), the cutoff in ms, 1
-- entry "<cutoff> <index member> <reason>"
local cutoff, expires_at, fresh = now, now + tonumber(ARGV[1]), 1
-- What is not of our form somebody else has written: it is overwritten.
local since = string.match(redis.call('GET', KEYS[4]) or '', '^(%d+) ')
if since then
  cutoff = math.max(cutoff, tonumber(since))
  expires_at = math.max(expires_at, now + redis.call('PTTL', KEYS[4]))
  fresh = 0
end
redis.call('SET', KEYS[4], millis(cutoff) .. ' ' .. ARGV[2] .. ' ' .. ARGV[3], 'PXAT', millis(expires_at))
remember(KEYS[2], ARGV[2], cutoff, expires_at)
return {fresh, cutoff, 1}
