-- Sets the end of a window that begins now, for rate-limit-fixed-window-adjust.lua.
local function begin(key, length, days)
  call('PEXPIREAT', key, whole(calendar_end(tonumber(length), days)))
end
