// Every command that an order takes over HTTP, by its name in the path.
import { derivedIdOf } from "../../../../../protocol/derived-id";
import { selfContainedCommands } from "../../../../../protocol/self-contained-commands";
import { plain, type Recipe, recipe } from "../recipe";
import { basketRecipes } from "./basket";
import { kitchenRecipes } from "./kitchen";
import { moneyRecipes } from "./money";
import { noteRecipes } from "./notes";
import { tableRecipes } from "./tables";

const plainRecipes = selfContainedCommands.map((one) =>
  recipe(
    one.name,
    one.summary,
    one.body,
    (body, { order, commandId }) => plain(one.command(body, (index) => derivedIdOf(order, commandId, index))),
    { required: one.required },
  ),
);

export const recipes: Recipe[] = [...plainRecipes, ...basketRecipes, ...noteRecipes, ...kitchenRecipes, ...moneyRecipes, ...tableRecipes];

const byName = new Map(recipes.map((one) => [one.name, one]));

export const recipeOf = (name: string): Recipe | undefined => byName.get(name);

export const commandNames: string[] = [...byName.keys()];
