-- Decides all policies of one subject, whatever their algorithms. Checks all policies first, and then counts all or
-- none. The script contains the files of those algorithms only that its policies have.
-- KEYS  the counter of each policy
-- ARGV  an id for a window or a permit that begins here; then for each policy, in the order of KEYS: algorithm, cost,
--       limit, length in ms, and one argument that the algorithm's file explains
-- reply for each policy: 1 if the cost fits, else 0; the permits in use; ms until none is; ms until the cost fits; the
--       receipt, '' if nothing is counted
-- The reply also holds what the checks have found: a table for each policy would take a fifth of the script's time.
local reply, all, ids = {0, 0, 0, 0, ''}, true, nil
for i, key in ipairs(KEYS) do
  local at = 5 * i - 3
  local algorithm, cost, limit, length, extra = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local fits, count, reset, retry, state, id
  if algorithm == 'fixed-window' then
    fits, count, reset, retry, state = check_fixed_window(key, cost, limit, length)
  elseif algorithm == 'token-bucket' then
    fits, count, reset, retry, state, id = check_token_bucket(key, cost, limit, length, extra)
  elseif algorithm == 'sliding-window' then
    fits, count, reset, retry, state = check_sliding_window(key, cost, limit, length)
  elseif algorithm == 'concurrency' then
    fits, count, reset, retry, state = check_concurrency(key, limit, length)
  elseif algorithm == 'calendar-window' then
    fits, count, reset, retry, state = check_calendar_window(key, cost, limit, length, extra)
  end
  if fits == nil then
    return redis.error_reply('ERR counter is not a number')
  end
  if id then
    ids = ids or {}
    ids[i] = id
  end
  all = all and fits
  at = 5 * i - 4
  reply[at], reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4] = fits and 1 or 0, count, reset, retry, state
end
for i, key in ipairs(KEYS) do
  local at = 5 * i
  if not all then
    reply[at] = ''
  else
    local algorithm, cost, limit, length, extra =
      ARGV[at - 3], ARGV[at - 2], ARGV[at - 1], ARGV[at], ARGV[at + 1]
    local count, reset, receipt
    if algorithm == 'fixed-window' then
      count, reset, receipt = commit_fixed_window(key, cost, length, reply[at], ARGV[1])
    elseif algorithm == 'token-bucket' then
      count, reset, receipt = commit_token_bucket(key, cost, limit, length, extra, reply[at], ids and ids[i], ARGV[1])
    elseif algorithm == 'sliding-window' then
      count, reset, receipt = commit_sliding_window(key, cost, length, reply[at - 3], reply[at], ARGV[1])
    elseif algorithm == 'concurrency' then
      count, reset, receipt = commit_concurrency(key, length, ARGV[1])
    elseif algorithm == 'calendar-window' then
      count, reset, receipt = commit_calendar_window(key, cost, length, extra, reply[at], ARGV[1])
    end
    reply[at - 3], reply[at - 2], reply[at] = count, reset or reply[at - 2], receipt
  end
end
return reply
