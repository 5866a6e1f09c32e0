-- Ends or renews a permit of rate-limit-concurrency.lua. A permit that has ended stays ended.
-- KEYS  the permits
-- ARGV  what to do: "end", "renew" or "read"; the permit; length in ms; limit
-- reply {calls that run, ms until all of their permits end unless they are renewed}
local key, action, permit, length = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local now = math.floor(now_micros() / 1000)
if action == 'end' then
  call('ZREM', key, permit)
elseif action == 'renew' then
  local ends = tonumber(call('ZSCORE', key, permit) or 0)
  if ends > now then
    call('ZADD', key, whole(now + length), permit)
    if call('PTTL', key) < length then
      call('PEXPIRE', key, length)
    end
  end
end
local running, blocked = running_calls(key, now)
if blocked then
  return {tonumber(ARGV[4]), blocked}
end
local last = running > 0 and call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]
return {running, last and last - now or 0}
