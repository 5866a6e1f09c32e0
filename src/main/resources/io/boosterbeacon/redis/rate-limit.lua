-- Decides all policies of one subject, whatever their algorithms: checks all, then counts all, or none.
-- KEYS  the counter of each policy
-- ARGV  an id for what begins here; then of each policy, in the order of KEYS: algorithm, cost, and two numbers (see its part)
-- reply of each policy: fits (0 or 1), count, ms until nothing is counted any more, id of what was taken ('' if nothing was)
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
