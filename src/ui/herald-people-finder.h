/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for people: one entry, in the middle until something is searched, and its results. */
#pragma once

#include <adwaita.h>

#include "model/herald-person.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PEOPLE_FINDER (herald_people_finder_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPeopleFinder, herald_people_finder, HERALD, PEOPLE_FINDER, AdwBin)

/* Signals: “search” (GStrv emails) when the person asks; “person-activated” (HeraldPerson);
 * “retry” after an error. */
GtkWidget *herald_people_finder_new (void);
void       herald_people_finder_reset (HeraldPeopleFinder *self);
/* Its button is “page.cancel-search”. */
void herald_people_finder_show_loading (HeraldPeopleFinder *self);
void herald_people_finder_stop (HeraldPeopleFinder *self);
/* @emails: what was asked for; @people: (element-type HeraldPerson): who was found. */
void herald_people_finder_show_results (HeraldPeopleFinder *self,
                                        const char *const  *emails,
                                        GPtrArray          *people);
void herald_people_finder_show_error (HeraldPeopleFinder *self, const GError *error);
/* @exchanges: (element-type HeraldExchange): the requests that gave what is shown. */
void herald_people_finder_set_exchanges (HeraldPeopleFinder *self, GPtrArray *exchanges);
void herald_people_finder_set_text (HeraldPeopleFinder *self, const char *text);
/* As if the person had pressed Enter. */
void herald_people_finder_search (HeraldPeopleFinder *self);
void herald_people_finder_focus (HeraldPeopleFinder *self);

G_END_DECLS
