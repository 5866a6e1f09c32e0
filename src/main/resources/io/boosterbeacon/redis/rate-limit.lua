-- Decides all policies of one subject, whatever their algorithms. Checks all policies first, and then counts all or
-- none.
-- KEYS  the counter of each policy
-- ARGV  an id for a window that begins here; then for each policy, in the order of KEYS: algorithm, cost, and two
--       numbers that the algorithm's file explains
-- reply for each policy: 1 if the cost is within the limit, else 0; count; ms until the count is 0 again; the id of the
--       window that has counted the cost, '' if none has
local algorithms = {['fixed-window'] = fixed_window}
local states, all = {}, true
for i, key in ipairs(KEYS) do
  local state = algorithms[ARGV[4 * i - 2]].check(key, ARGV[4 * i - 1], ARGV[4 * i], ARGV[4 * i + 1])
  if not state then
    return redis.error_reply('ERR counter is not a number')
  end
  states[i] = state
  all = all and state.fits
end
local reply = {}
for i, key in ipairs(KEYS) do
  local state = states[i]
  if all then
    algorithms[ARGV[4 * i - 2]].commit(key, ARGV[4 * i - 1], ARGV[4 * i + 1], state, ARGV[1])
  end
  reply[4 * i - 3] = state.fits and 1 or 0
  reply[4 * i - 2] = state.count
  reply[4 * i - 1] = state.left
  reply[4 * i] = all and state.id or ''
end
return reply
