-- In front of every script. A command that the server refuses is named here: the words of some servers do not name it.
local function call(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    error('REFUSED ' .. (...) .. ' ' .. reply.err, 0)
  end
  return reply
end

-- Wakes who waits for the end of a lease. One whose push was refused wakes by itself, later.
local function publish(channel, name)
  redis.pcall('PUBLISH', channel, name)
end
