# Run by the first process of the namespaces: a root of its own, in memory, that holds Python's libraries and the program, and no
# capability to leave it. The arguments are the limits.
set -e
mount -t tmpfs -o size=16m tmpfs root
mkdir root/usr root/work
mount --rbind /usr root/usr
for name in bin lib lib64; do
  if [ -L "/$name" ]; then
    ln -s "usr/$name" "root/$name"
  elif [ -d "/$name" ]; then
    mkdir "root/$name"
    mount --rbind "/$name" "root/$name"
  fi
done
cp program.py root/work
exec prlimit "$@" chroot root setpriv --bounding-set=-all --inh-caps=-all \
  sh -c 'cd /work && exec env -i /usr/bin/python3 -I program.py'
