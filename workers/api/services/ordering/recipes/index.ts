// Every command that an order takes over HTTP, by its name in the path.
import type { Recipe } from "../recipe";
import { basketRecipes } from "./basket";
import { kitchenRecipes } from "./kitchen";
import { moneyRecipes } from "./money";
import { noteRecipes } from "./notes";
import { tableRecipes } from "./tables";

export const recipes: Recipe[] = [...basketRecipes, ...noteRecipes, ...kitchenRecipes, ...moneyRecipes, ...tableRecipes];

const byName = new Map(recipes.map((one) => [one.name, one]));

export const recipeOf = (name: string): Recipe | undefined => byName.get(name);

export const commandNames: string[] = [...byName.keys()];
