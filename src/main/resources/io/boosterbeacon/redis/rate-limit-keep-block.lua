-- Blocks a counter until a moment. A count that ends before that moment is removed, because the counter has only one
-- expiry: so a count is never read after its end.
local function block(key, ends, left)
  if call('PTTL', key) < left then
    call('DEL', key)
    call('HSET', key, 'blocked', ends)
    call('PEXPIREAT', key, ends)
  else
    call('HSET', key, 'blocked', ends)
  end
end
