/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shortcut of the program in one place, so that none can be undocumented. */
#include "config.h"

#include "ui/herald-accels.h"

#include "ui/herald-pages.h"

#include <glib/gi18n.h>

#define GENERAL N_ ("General")
#define PAGES N_ ("Pages")
#define PAGE N_ ("This Page")

/* clang-format off */
static const HeraldAccel FIXED[] = {
  { "win.palette", "<Control>k", GENERAL, N_("Find a page or an action"), FALSE },
  { "app.preferences", "<Control>comma", GENERAL, N_("Preferences"), TRUE },
  { "win.shortcuts", "<Control>question", GENERAL, N_("Keyboard shortcuts"), TRUE },
  { NULL, "F10", GENERAL, N_("Main menu"), FALSE },
  { "win.environments", "<Control>e", GENERAL, N_("Switch the environment"), TRUE },
  { "window.close", "<Control>w", GENERAL, N_("Close the window"), TRUE },
  { "app.quit", "<Control>q", GENERAL, N_("Quit"), TRUE },
  { "win.back", "<Alt>Left", PAGE, N_("Go back"), FALSE },
  { "win.search", "<Control>f", PAGE, N_("Search the page"), TRUE },
  { "win.new", "<Control>n", PAGE, N_("Create"), TRUE },
  { "win.on-page::page.save", "<Control>s", PAGE, N_("Save"), FALSE },
  { "win.on-page::emulator.pause", "<Control>p", PAGE, N_("Pause the emulator’s requests"), FALSE },
  { "win.on-page::emulator.tools", "F9", PAGE, N_("Show or hide the emulator’s tools"), FALSE },
  { "win.refresh", "F5 <Control>r", PAGE, N_("Refresh"), TRUE },
};

/* One for each line of the table of pages. */
static const HeraldAccel NUMBERED[] = {
  { "win.page-1", "<Control>1", N_("Pages"), NULL, FALSE },
  { "win.page-2", "<Control>2", N_("Pages"), NULL, FALSE },
  { "win.page-3", "<Control>3", N_("Pages"), NULL, FALSE },
  { "win.page-4", "<Control>4", N_("Pages"), NULL, FALSE },
  { "win.page-5", "<Control>5", N_("Pages"), NULL, FALSE },
  { "win.page-6", "<Control>6", N_("Pages"), NULL, FALSE },
  { "win.page-7", "<Control>7", N_("Pages"), NULL, FALSE },
  { "win.page-8", "<Control>8", N_("Pages"), NULL, FALSE },
};
/* clang-format on */

/* Returns: (transfer none) (element-type HeraldAccel): the whole table, made once */
static GArray *
get_table (void)
{
  static GArray *table = NULL;

  if (g_once_init_enter (&table))
    {
      guint                 n_pages = 0;
      const HeraldPageInfo *pages = herald_pages_get (&n_pages);
      GArray               *made = g_array_new (FALSE, FALSE, sizeof (HeraldAccel));

      g_assert (n_pages <= G_N_ELEMENTS (NUMBERED));
      g_array_append_vals (made, NUMBERED, n_pages);
      for (guint i = 0; i < n_pages; i++)
        g_array_index (made, HeraldAccel, i).title = pages[i].title;
      g_array_append_vals (made, FIXED, G_N_ELEMENTS (FIXED));
      g_once_init_leave (&table, made);
    }
  return table;
}

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

  *n_accels = get_table ()->len;
  return (const HeraldAccel *) (gpointer) get_table ()->data;
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
  gsize              n_accels = 0;
  const HeraldAccel *table = herald_accels_get (&n_accels);

  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (gsize i = 0; i < n_accels; i++)
    {
      g_auto (GStrv) accels = NULL;

      if (table[i].action == NULL)
        continue;
      accels = g_strsplit (table[i].accels, " ", -1);
      gtk_application_set_accels_for_action (application, table[i].action,
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
  const char        *group = NULL;
  gsize              n_accels = 0;
  const HeraldAccel *table = herald_accels_get (&n_accels);

  for (gsize i = 0; i < n_accels; i++)
    {
      if (g_strcmp0 (group, table[i].group) != 0)
        {
          g_autofree char *start =
            g_markup_printf_escaped ("<child><object class='GtkShortcutsGroup'>"
                                     "<property name='title'>%s</property>",
                                     _(table[i].group));

          g_string_append_printf (xml, "%s%s", group != NULL ? "</object></child>" : "", start);
          group = table[i].group;
        }
      append_shortcut (xml, &table[i]);
    }
  g_string_append (xml, "</object></child></object></child></object></interface>");
  gtk_builder_add_from_string (builder, xml->str, (gssize) xml->len, NULL);
  return g_object_ref (GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "window")));
}

/**
 * herald_accels_add_send:
 * @widget: a page with a composer
 * @action: what Ctrl+Enter does there, such as "push.send-test"
 *
 * Takes the keys before a text view takes them for a line feed.
 */
void
herald_accels_add_send (GtkWidget *widget, const char *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut        *shortcut;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (action != NULL);

  shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                               gtk_named_action_new (action));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  gtk_widget_add_controller (widget, controller);
}
