# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run and test: what Herald needs from Debian, and how it gets there.

herald_build_packages=(
  build-essential pkgconf meson ninja-build gettext desktop-file-utils appstream libglib2.0-bin
  libgtk-4-dev libadwaita-1-dev libgtksourceview-5-dev libsoup-3.0-dev libjson-glib-dev
  libsqlite3-dev libsecret-1-dev libgnutls28-dev libnghttp2-dev libmicrohttpd-dev
  libqrencode-dev libsodium-dev
)
herald_run_packages=(
  glib-networking adwaita-icon-theme librsvg2-common fonts-cantarell dbus ca-certificates
)
# A virtual display, real input events and pictures.
herald_display_packages=(
  xvfb xauth x11-utils xdotool openbox xcompmgr dbus-x11 at-spi2-core python3 python3-gi
  gir1.2-atspi-2.0 imagemagick fonts-noto-color-emoji fonts-noto-cjk
)
herald_test_packages=(
  clang clang-format clang-tidy cppcheck libclang-rt-14-dev flatpak-builder
  nghttp2-client nghttp2-server gnutls-bin wrk curl gnome-keyring python3-msal
  python3-aioapns python3-google-auth python3-requests python3-httpx python3-h2 python3-jwcrypto
  firefox-esr libnss3-tools zbar-tools
  golang-go golang-github-coreos-go-oidc-dev golang-golang-x-net-dev golang-golang-x-oauth2-dev
  golang-golang-x-oauth2-google-dev default-jdk-headless libgoogle-api-client-java
  ruby ruby-async-http ruby-googleauth ruby-jwt ruby-oauth2 ruby-openid-connect
)
# Client libraries of other people run by Node.js 18 or newer, wherever it came from.
command -v npm >/dev/null || herald_test_packages+=(nodejs npm)

herald_missing_packages ()
{
  local name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q '^install ok installed$' || echo "$name"
  done
}

# Installs the named packages that are missing; says what to do where it cannot.
herald_install ()
{
  local missing sudo=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    if [ -z "${HERALD_NO_INSTALL:-}" ]; then
      cat >&2 <<TEXT
This system has no apt-get, so nothing is installed by itself. Herald needs, under the names of
your distribution: gcc or clang, meson (1.0), ninja, gettext, pkg-config, and the development files of
GTK 4 (4.8), libadwaita (1.2), GtkSourceView 5, libsoup 3 (3.2), JSON-GLib (1.6), SQLite (3.40),
libsecret (0.20), GnuTLS (3.7), nghttp2 (1.52), libmicrohttpd (0.9.75), qrencode (4.1) and
libsodium (1.0.18).
On Fedora:
  sudo dnf install gcc meson gettext gtk4-devel libadwaita-devel gtksourceview5-devel \\
    libsoup3-devel json-glib-devel sqlite-devel libsecret-devel gnutls-devel libnghttp2-devel libmicrohttpd-devel \\
    qrencode-devel libsodium-devel
On Arch Linux:
  sudo pacman -S --needed base-devel meson gtk4 libadwaita gtksourceview5 libsoup3 json-glib sqlite \\
    libsecret gnutls libnghttp2 libmicrohttpd qrencode libsodium
Then call this again with HERALD_NO_INSTALL=1 set.
TEXT
      exit 1
    fi
    return 0
  fi
  mapfile -t missing < <(herald_missing_packages "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      printf 'These packages are missing; install them as root and call this again:\n  apt-get install %s\n' \
        "${missing[*]}" >&2
      exit 1
    fi
    sudo=(sudo)
  fi
  printf 'Installing %s\n' "${missing[*]}" >&2
  # Another package run may hold the lock: wait for it.
  "${sudo[@]}" apt-get -q -o DPkg::Lock::Timeout=600 update >/dev/null
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 \
    install --no-install-recommends "${missing[@]}" >/dev/null
}
