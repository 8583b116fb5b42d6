[ -f x ] && cat y > x
