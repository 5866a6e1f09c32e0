-- Decides all policies of one subject, whatever their algorithms. Checks all policies first, and then counts all or
-- none.
-- KEYS  the counter of each policy
-- ARGV  an id for a window that begins here; then for each policy, in the order of KEYS: algorithm, cost, and two
--       numbers that the algorithm's file explains
-- reply for each policy: 1 if the cost is within the limit, else 0; count; ms until the count is 0 again; the id of the
--       window that has counted the cost, '' if none has
-- The reply also holds what the checks have found: a table for each policy would take a fifth of the script's time.
local reply, all = {0, 0, 0, ''}, true
for i, key in ipairs(KEYS) do
  local at = 4 * i
  local fits, count, left, id
  if ARGV[at - 2] == 'fixed-window' then
    fits, count, left, id = check_fixed_window(key, ARGV[at - 1], ARGV[at], ARGV[at + 1])
  end
  if fits == nil then
    return redis.error_reply('ERR counter is not a number')
  end
  all = all and fits
  reply[at - 3], reply[at - 2], reply[at - 1], reply[at] = fits and 1 or 0, count, left, id
end
for i, key in ipairs(KEYS) do
  local at = 4 * i
  if not all then
    reply[at] = ''
  elseif ARGV[at - 2] == 'fixed-window' then
    reply[at - 2], reply[at] = commit_fixed_window(key, ARGV[at - 1], ARGV[at + 1], reply[at], ARGV[1])
  end
end
return reply
