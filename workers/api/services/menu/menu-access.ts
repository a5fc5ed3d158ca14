/** Roles, chain-wide, any of which reads a chain's menus as they are written. */
export const MENU_READERS = ["MENU", "VIEWMENU", "MANAGER"] as const;
