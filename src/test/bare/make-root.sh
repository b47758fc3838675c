#!/usr/bin/env bash
# Makes the file system of a bare machine in the folder that is its argument, unless it is there
# already: a JRE, and none of the system libraries that the native WebRTC library and ffmpeg are
# linked against for desktops. BareMachineIT runs the application there.
#
# Takes the APT sources of this machine. Needs root and mmdebstrap; half a minute and 600 MB.
set -euo pipefail
root=$(realpath -m "$1")

if [[ -e $root/jre ]]; then
    exit
fi
rm -rf --one-file-system "$root"
mkdir -p "$(dirname "$root")"
sources=()
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    [[ -s $file ]] && sources+=("$file")
done
mmdebstrap --quiet --variant=minbase --include=openjdk-17-jre-headless \
    '' "$root" "${sources[@]}"

# The tools of the base system and parts of the JRE that are not used here bring some of them.
find "$root/usr" \( -name 'libasound.so.*' -o -name 'libdbus-1.so.*' -o -name 'libdrm*.so.*' \
    -o -name 'libpulse*.so.*' -o -name 'libudev.so.*' -o -name 'libva*.so.*' \
    -o -name 'libX*.so.*' -o -name 'libxcb*.so.*' \) -delete

# Payara wants to know the address of the machine.
echo "127.0.0.1 localhost $(hostname)" > "$root/etc/hosts"
# At last: it says that all is done.
ln -s "$(cd "$root" && echo usr/lib/jvm/java-17-openjdk-*)" "$root/jre"
