/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's program. */
#include "config.h"

#include "base/herald-process.h"
#include "net/herald-http.h"
#include "ui/herald-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (HeraldApplication) application = NULL;

  herald_process_forbid_core_dumps ();
  herald_http_init_library ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HERALD_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = herald_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
