/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pages there are, in the order of the side bar; each is made when it is first opened. */
#include "config.h"

#include "ui/herald-pages.h"

#include "ui/herald-apps-page.h"
#include "ui/herald-devices-page.h"
#include "ui/herald-emulator-page.h"
#include "ui/herald-inapp-page.h"
#include "ui/herald-overview-page.h"
#include "ui/herald-people-page.h"
#include "ui/herald-push-page.h"

#include <glib/gi18n.h>

/* clang-format off */
static const HeraldPageInfo PAGES[] = {
  { "overview", N_("Overview"), "go-home-symbolic", herald_overview_page_get_type, FALSE },
  { "apps", N_("Apps"), "view-app-grid-symbolic", herald_apps_page_get_type, FALSE },
  { "people", N_("People"), "system-users-symbolic", herald_people_page_get_type, FALSE },
  { "devices", N_("Devices"), "phone-symbolic", herald_devices_page_get_type, FALSE },
  { "push", N_("Push"), "mail-send-symbolic", herald_push_page_get_type, FALSE },
  { "inapp", N_("In-App"), "preferences-system-notifications-symbolic", herald_inapp_page_get_type, FALSE },
  { "emulator", N_("Emulator"), "computer-symbolic", herald_emulator_page_get_type, TRUE },
};
/* clang-format on */

/**
 * herald_pages_get:
 * @n_pages: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_pages): the table
 */
const HeraldPageInfo *
herald_pages_get (guint *n_pages)
{
  g_return_val_if_fail (n_pages != NULL, NULL);

  *n_pages = G_N_ELEMENTS (PAGES);
  return PAGES;
}

/**
 * herald_pages_find:
 * @name: a page's name, such as "people"
 *
 * Returns: (transfer none) (nullable): its line of the table
 */
const HeraldPageInfo *
herald_pages_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (PAGES); i++)
    if (g_str_equal (PAGES[i].name, name))
      return &PAGES[i];
  return NULL;
}
