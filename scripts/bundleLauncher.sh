#!/bin/sh
# Starts dualnu with the Node and the packages of its own folder, from any folder and through any symbolic link.
# scripts/bundle.sh puts it into the bundle as `dualnu`. It calls no other program unless it is a link itself.

self="$0"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  case "$target" in
    /*) self="$target" ;;
    *) self="${self%/*}/$target" ;;
  esac
done
case "$self" in
  */*) ;;
  *) self="./$self" ;;
esac
home="$(CDPATH='' cd -P "${self%/*}" && pwd)" || exit 1

# The bundle's Vulkan loader is for machines that have none. LD_LIBRARY_PATH comes before the system's own folders, so
# the dynamic linker is asked first whether it finds one (this lists libraries and starts nothing).
if [ -f "$home/lib/libvulkan.so.1" ]; then
  case "$(LD_PRELOAD=libvulkan.so.1 LD_TRACE_LOADED_OBJECTS=1 "$home/bin/node" 2>/dev/null)" in
    *libvulkan.so.1*) ;;
    *) export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$home/lib" ;;
  esac
fi

exec "$home/bin/node" "$home/dist/cli/main.js" "$@"
