/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shortcut of the program in one place, so that none can be undocumented. */
#include "config.h"

#include "ui/herald-accels.h"

#include <glib/gi18n.h>

#define GENERAL N_ ("General")
#define PAGES N_ ("Pages")
#define PAGE N_ ("This Page")

/* clang-format off */
static const HeraldAccel ACCELS[] = {
  { "win.palette", "<Control>k", GENERAL, N_("Find a page or an action"), FALSE },
  { "app.preferences", "<Control>comma", GENERAL, N_("Preferences"), TRUE },
  { "win.show-help-overlay", "<Control>question", GENERAL, N_("Keyboard shortcuts"), TRUE },
  { NULL, "F10", GENERAL, N_("Main menu"), FALSE },
  { "win.environments", "<Control>e", GENERAL, N_("Switch the environment"), TRUE },
  { "window.close", "<Control>w", GENERAL, N_("Close the window"), TRUE },
  { "app.quit", "<Control>q", GENERAL, N_("Quit"), TRUE },
  { "win.page-1", "<Control>1", PAGES, N_("Overview"), FALSE },
  { "win.page-2", "<Control>2", PAGES, N_("Apps"), FALSE },
  { "win.page-3", "<Control>3", PAGES, N_("People"), FALSE },
  { "win.page-4", "<Control>4", PAGES, N_("Devices"), FALSE },
  { "win.page-5", "<Control>5", PAGES, N_("Push"), FALSE },
  { "win.page-6", "<Control>6", PAGES, N_("In-App"), FALSE },
  { "win.page-7", "<Control>7", PAGES, N_("Emulator"), FALSE },
  { "win.back", "<Alt>Left", PAGE, N_("Go back"), FALSE },
  { "win.search", "<Control>f", PAGE, N_("Search the page"), TRUE },
  { "win.new", "<Control>n", PAGE, N_("Create"), TRUE },
  { "page.save", "<Control>s", PAGE, N_("Save"), FALSE },
  { "win.refresh", "F5 <Control>r", PAGE, N_("Refresh"), TRUE },
};
/* clang-format on */

/**
 * herald_accels_get:
 * @n_accels: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_accels): the table, group by group
 */
const HeraldAccel *
herald_accels_get (gsize *n_accels)
{
  g_return_val_if_fail (n_accels != NULL, NULL);

  *n_accels = G_N_ELEMENTS (ACCELS);
  return ACCELS;
}

/**
 * herald_accels_apply:
 * @application: the application
 *
 * Makes every shortcut work.
 */
void
herald_accels_apply (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (gsize i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    {
      g_auto (GStrv) accels = NULL;

      if (ACCELS[i].action == NULL)
        continue;
      accels = g_strsplit (ACCELS[i].accels, " ", -1);
      gtk_application_set_accels_for_action (application, ACCELS[i].action,
                                             (const char *const *) accels);
    }
}

static void
append_shortcut (GString *xml, const HeraldAccel *accel)
{
  g_autofree char *row =
    g_markup_printf_escaped ("<child><object class='GtkShortcutsShortcut'>"
                             "<property name='accelerator'>%s</property>"
                             "<property name='title'>%s</property></object></child>",
                             accel->accels, _(accel->title));

  g_string_append (xml, row);
}

/**
 * herald_accels_build_window:
 *
 * GTK 4.8 fills a shortcuts window from a builder file only, so one is written from the table.
 *
 * Returns: (transfer full): the searchable window, not yet shown
 */
GtkShortcutsWindow *
herald_accels_build_window (void)
{
  g_autoptr (GString) xml = g_string_new (
    "<interface><object class='GtkShortcutsWindow' id='window'><property name='modal'>True"
    "</property><child><object class='GtkShortcutsSection'><property name='section-name'>all"
    "</property><property name='max-height'>12</property>");
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  const char *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    {
      if (g_strcmp0 (group, ACCELS[i].group) != 0)
        {
          g_autofree char *start =
            g_markup_printf_escaped ("<child><object class='GtkShortcutsGroup'>"
                                     "<property name='title'>%s</property>",
                                     _(ACCELS[i].group));

          g_string_append_printf (xml, "%s%s", group != NULL ? "</object></child>" : "", start);
          group = ACCELS[i].group;
        }
      append_shortcut (xml, &ACCELS[i]);
    }
  g_string_append (xml, "</object></child></object></child></object></interface>");
  gtk_builder_add_from_string (builder, xml->str, (gssize) xml->len, NULL);
  return g_object_ref (GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "window")));
}
