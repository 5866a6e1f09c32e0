-- Sets the end of a window that begins now, for rate-limit-fixed-window-adjust.lua.
local function begin(key, length)
  call('PEXPIRE', key, length)
end
