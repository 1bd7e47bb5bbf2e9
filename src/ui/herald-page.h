/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of the window: what every page has and what the window may ask of it. */
#pragma once

#include <adwaita.h>

#include "core/herald-session.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PAGE (herald_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HeraldPage, herald_page, HERALD, PAGE, AdwBin)

/**
 * HeraldPageClass:
 * @session_changed: the page got another open session or, while there is none, %NULL; requests of
 *   the former one are cancelled already
 * @refresh: reads everything shown again (F5)
 * @go_back: leaves a sub-page; returns %FALSE when the page is at its top
 * @open: shows what a target such as "person:GUID" names; an unknown target shows the top
 * @focus_search: puts the keyboard focus into the page's search; returns %FALSE without one
 * @create_new: begins a new thing of the page's kind (Ctrl+N); returns %FALSE without one
 *
 * All of them are optional.
 */
struct _HeraldPageClass
{
  AdwBinClass parent_class;

  void (*session_changed) (HeraldPage *self);
  void (*refresh) (HeraldPage *self);
  gboolean (*go_back) (HeraldPage *self);
  void (*open) (HeraldPage *self, const char *target);
  gboolean (*focus_search) (HeraldPage *self);
  gboolean (*create_new) (HeraldPage *self);
};

HeraldSession *herald_page_get_session (HeraldPage *self); /* (nullable): always an open one */
void           herald_page_set_session (HeraldPage *self, HeraldSession *session);
/* Cancelled when the session changes or the page goes: pass it to every request. */
GCancellable *herald_page_get_cancellable (HeraldPage *self);
const char   *herald_page_get_name (HeraldPage *self);
const char   *herald_page_get_title (HeraldPage *self);
/* Whether the window shows side bar and content one at a time. */
gboolean herald_page_get_folded (HeraldPage *self);
/* What needs a look, in a few characters; NULL for nothing. */
const char *herald_page_get_badge (HeraldPage *self);
void        herald_page_set_badge (HeraldPage *self, const char *badge);
/* Whether closing the window would lose something; the window asks first. */
gboolean herald_page_get_unsaved (HeraldPage *self);
void     herald_page_set_unsaved (HeraldPage *self, gboolean unsaved);
/* What the window asks. */
void     herald_page_refresh (HeraldPage *self);
gboolean herald_page_go_back (HeraldPage *self);
void     herald_page_open (HeraldPage *self, const char *target);
gboolean herald_page_focus_search (HeraldPage *self);
gboolean herald_page_create_new (HeraldPage *self);

G_END_DECLS
