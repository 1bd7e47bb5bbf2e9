/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where people enter the code that another device shows, and say who they are. The choice is posted
 * with the unguessable ticket of its page, so that no other site can choose. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-device-page.h"

#include "emulator/herald-emulator-shelf.h"
#include "emulator/herald-emulator-sign-in-device.h"
#include "emulator/herald-emulator-sign-in-form.h"
#include "emulator/herald-emulator-sign-in-page.h"

#define SERVICE_NAME "sign-in device tickets"
#define MOST_TICKETS 1024

static HeraldEmulatorShelf *
get_tickets (HeraldEmulatorSite *site)
{
  return herald_emulator_site_get_service (site, SERVICE_NAME);
}

static void
show_entry (HeraldEmulatorCall *call, guint status, const char *complaint)
{
  GString *page = herald_emulator_sign_in_page_begin ("Enter code");

  if (complaint != NULL)
    herald_emulator_sign_in_page_add_text (page, "p", complaint);
  g_string_append (page, "<form method=\"post\" action=\"" HERALD_EMULATOR_DEVICE_PAGE "\">\n"
                         "<p><label for=\"user_code\">Enter the code that your app or device shows"
                         "</label>\n<input id=\"user_code\" name=\"user_code\" required autofocus "
                         "autocomplete=\"off\" autocapitalize=\"characters\"></p>\n"
                         "<button type=\"submit\">Next</button>\n</form>\n");
  herald_emulator_sign_in_page_respond (call, status, page, NULL);
}

static void
entry_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  show_entry (call, 200, NULL);
}

static void
show_people (HeraldEmulatorSite               *site,
             HeraldEmulatorCall               *call,
             const HeraldEmulatorSignInClient *client,
             const char                       *user_code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = herald_emulator_sign_in_people_list (site, &error);
  g_autofree char *sentence = NULL;
  const char      *ticket;
  GString         *page;

  if (people == NULL)
    {
      herald_emulator_sign_in_refusal_respond (site, call, error);
      return;
    }
  page = herald_emulator_sign_in_page_begin ("Pick an account");
  sentence = g_strdup_printf ("You are signing in to “%s” on another device. Go on only if you "
                              "started that yourself.",
                              client->name);
  herald_emulator_sign_in_page_add_text (page, "p", sentence);
  g_string_append (page,
                   "<form method=\"post\" action=\"" HERALD_EMULATOR_DEVICE_PAGE "/approve\">\n");
  ticket = herald_emulator_shelf_add (get_tickets (site), g_strdup (user_code));
  herald_emulator_sign_in_page_add_field (page, "ticket", ticket);
  herald_emulator_sign_in_page_add_people (page, people, NULL);
  herald_emulator_sign_in_page_add_button (page, "cancel", "1", "Cancel", NULL);
  g_string_append (page, "</form>\n");
  herald_emulator_sign_in_page_respond (call, 200, page, NULL);
}

static void
entered_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) fields = herald_emulator_sign_in_form_read_body (call, &error);
  const HeraldEmulatorSignInClient *client;
  const char                       *user_code;

  if (fields == NULL)
    {
      herald_emulator_sign_in_page_refuse (site, call, error);
      return;
    }
  user_code = herald_emulator_sign_in_form_get (fields, "user_code");
  client = user_code != NULL ? herald_emulator_sign_in_device_find_client (site, user_code) : NULL;
  if (client == NULL)
    show_entry (call, 400, "That code didn’t work. Check the code and try again.");
  else
    show_people (site, call, client, user_code);
}

static void
respond_decided (HeraldEmulatorCall *call, gboolean approved)
{
  GString *page =
    herald_emulator_sign_in_page_begin (approved ? "You have signed in" : "Sign-in declined");

  herald_emulator_sign_in_page_add_text (page, "p",
                                         "You may close this window and go back to your device.");
  herald_emulator_sign_in_page_respond (call, 200, page, NULL);
}

static void
approve_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *site = HERALD_EMULATOR_SITE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) fields = herald_emulator_sign_in_form_read_body (call, &error);
  g_autofree char *user_code = NULL;
  const char      *ticket = NULL;
  const char      *user = NULL;

  if (fields != NULL)
    {
      ticket = herald_emulator_sign_in_form_get (fields, "ticket");
      user = herald_emulator_sign_in_form_get (fields, "user");
      user_code = g_strdup (herald_emulator_shelf_find (get_tickets (site), ticket));
    }
  if (user_code != NULL)
    herald_emulator_shelf_remove (get_tickets (site), ticket);
  else if (error == NULL)
    herald_emulator_sign_in_refusal_set (&error, HERALD_EMULATOR_SIGN_IN_TICKET_OVER, NULL);
  if (error == NULL && herald_emulator_sign_in_device_decide (site, user_code, user, &error))
    respond_decided (call, user != NULL);
  else
    herald_emulator_sign_in_page_refuse (site, call, error);
}

static const HeraldEmulatorRoute routes[] = {
  { "GET", HERALD_EMULATOR_DEVICE_PAGE, entry_cb },
  { "POST", HERALD_EMULATOR_DEVICE_PAGE, entered_cb },
  { "POST", HERALD_EMULATOR_DEVICE_PAGE "/approve", approve_cb },
};

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  herald_emulator_shelf_clear (user_data);
}

/**
 * herald_emulator_sign_in_device_page_attach:
 * @site: the site
 *
 * Returns: %TRUE
 */
gboolean
herald_emulator_sign_in_device_page_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorShelf *tickets = herald_emulator_shelf_new (MOST_TICKETS, g_free);

  herald_emulator_site_take_service (site, SERVICE_NAME, tickets,
                                     (GDestroyNotify) herald_emulator_shelf_free);
  herald_emulator_site_add_reload_func (site, reload_cb, tickets);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              site);
  return TRUE;
}
