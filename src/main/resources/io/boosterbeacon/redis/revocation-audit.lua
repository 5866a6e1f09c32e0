-- Appends to the audit in the same step as a revocation or a restoration. It is put between revocation-index.lua and a
-- script. KEYS[6] is a stream. Its entries have the fields a (action), s (subject), f (hashes by which the entry is found,
-- separated by commas), r (reason), w (who: the hash of the actor), n (node), p (method and path template of a request).
-- The arguments of the audit are the last ones of a script: the maximum number of entries (0: nothing is written),
-- retention in ms, node, hashes by which the entry is found.
-- If a command is refused, the revocation is still made. Returns the reason, '' if the entry was written.
local function audit(first, action, subject, reason, actor)
  local failure = ''
  local function try(...)
    local reply = redis.pcall(...)
    if type(reply) ~= 'table' then
      return {}
    end
    if failure == '' and reply.err then
      failure = (...) .. ' ' .. reply.err
    end
    return reply
  end
  if tonumber(ARGV[first]) > 0 then
    try('XADD', KEYS[6], 'MAXLEN', '~', ARGV[first], '*', 'a', action, 's', subject, 'f', ARGV[first + 3], 'r', reason,
      'w', actor, 'n', ARGV[first + 2], 'p', '')
    -- More expired entries are removed than are added. The id 0-1 does not exist.
    local expired = {'0-1'}
    for _, entry in ipairs(try('XRANGE', KEYS[6], '-', millis(now - tonumber(ARGV[first + 1]) - 1), 'COUNT', 32)) do
      table.insert(expired, entry[1])
    end
    try('XDEL', KEYS[6], unpack(expired))
    try('PEXPIRE', KEYS[6], ARGV[first + 1])
  end
  return failure
end
