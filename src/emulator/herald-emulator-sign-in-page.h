/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that people see when they sign in. */
#pragma once

#include "emulator/herald-emulator-sign-in-people.h"

G_BEGIN_DECLS

/* What a page writes goes through these; nothing of a request stands in one unescaped. */
GString *herald_emulator_sign_in_page_begin (const char *title);
void herald_emulator_sign_in_page_add_text (GString *page, const char *element, const char *text);
void herald_emulator_sign_in_page_add_field (GString *page, const char *name, const char *value);
void herald_emulator_sign_in_page_add_button (GString    *page,
                                              const char *name,
                                              const char *value,
                                              const char *label,
                                              const char *detail);
void herald_emulator_sign_in_page_add_people (GString *page, GPtrArray *people, const char *hint);
/* @page: (transfer full); @action: (nullable): where else than to ourselves its form goes. */
void herald_emulator_sign_in_page_respond (HeraldEmulatorCall *call,
                                           guint               status,
                                           GString            *page,
                                           const char         *action);
void herald_emulator_sign_in_page_respond_form (HeraldEmulatorCall *call,
                                                const char         *action,
                                                GHashTable         *fields);
void herald_emulator_sign_in_page_refuse (HeraldEmulatorSite *site,
                                          HeraldEmulatorCall *call,
                                          const GError       *error);

G_END_DECLS
