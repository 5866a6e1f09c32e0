-- In front of every script. A command that the server refuses is named here: the words of some servers do not name it.
local native = redis
local redis = setmetatable({
  call = function(...)
    local reply = native.pcall(...)
    if type(reply) == 'table' and reply.err then
      error('REFUSED ' .. (...) .. ' ' .. reply.err, 0)
    end
    return reply
  end,
}, {__index = native})

-- Wakes who waits for the end of a lease. One whose push was refused wakes by itself, later.
local function publish(channel, name)
  native.pcall('PUBLISH', channel, name)
end
